{#- A query for the model of this build: the one that it scores with, or the one
    that it trains; 'none' where there is nobody to learn from. The query must
    name the relations model_plan and centroids. -#}
{%- macro model_in_force() -%}
    select
        bool_or(model_plan.is_training) as is_training,
        coalesce(
            max(model_plan.model_version), max(centroids.model_version), 'none'
        ) as model_version
    from model_plan
    left join centroids
        on model_plan.is_training
{%- endmacro -%}
