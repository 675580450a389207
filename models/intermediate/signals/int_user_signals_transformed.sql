-- One row per user and signal of the model, on the scale it is learned on.
with

users_measured as (

    select * from {{ ref('int_users_measured') }}

),

signal_registry as (

    select * from {{ ref('signal_registry') }}
    where transform is not null

),

active_perks as (

    select list(evidence) as evidences
    from {{ ref('perk_catalogue') }}
    where is_active

),

-- Flight and hotel deals have different units: each is measured by the largest
-- but one in a hundred of the cohort.
deal_limits as (

    select
        quantile_cont(deal_index_flight, 0.99) filter (
            where deal_index_flight > 0
        ) as flight_limit,
        quantile_cont(deal_index_hotel, 0.99) filter (
            where deal_index_hotel > 0
        ) as hotel_limit
    from users_measured
    where is_in_cohort

),

signals_measured as (

    select
        users_measured.user_id,
        users_measured.is_in_cohort,
        coalesce(
            list_has_any(users_measured.evidences, active_perks.evidences),
            false
        ) as has_evidence,
        users_measured.bag_rate,
        users_measured.cancel_rate,
        least(greatest(
            coalesce(
                users_measured.deal_index_flight / deal_limits.flight_limit, 0
            ),
            coalesce(
                users_measured.deal_index_hotel / deal_limits.hotel_limit, 0
            )
        ), 1) as deal_index,
        users_measured.bundle_rate,
        users_measured.night_rate
    from users_measured
    cross join deal_limits
    cross join active_perks

),

-- Every column of signals_measured that the registry knows is a signal.
unpivoted_signals as (

    unpivot signals_measured
    on columns(* exclude (user_id, is_in_cohort, has_evidence))
    into name signal value measured_value

),

winsor_limits as (

    select
        signal,
        quantile_cont(measured_value, 0.99) as winsor_limit
    from unpivoted_signals
    where is_in_cohort and has_evidence
    group by signal

),

-- Nine decimals are exact to add up, in any order.
user_signals_transformed as (

    select
        unpivoted_signals.user_id,
        unpivoted_signals.is_in_cohort,
        unpivoted_signals.has_evidence,
        unpivoted_signals.signal,
        cast(
            case signal_registry.transform
                when 'identity' then unpivoted_signals.measured_value
                when 'sqrt' then sqrt(unpivoted_signals.measured_value)
                when 'log1p_winsor99'
                    then ln(
                        1
                        + least(
                            unpivoted_signals.measured_value,
                            winsor_limits.winsor_limit
                        )
                    )
                else
                    error(
                        'signal_registry: transform of signal '
                        || unpivoted_signals.signal || ' is '
                        || signal_registry.transform
                        || ', expected identity, sqrt or log1p_winsor99'
                    )
            end as decimal(18, 9)
        ) as transformed_value
    from unpivoted_signals
    inner join signal_registry
        on unpivoted_signals.signal = signal_registry.signal
    left join winsor_limits
        on unpivoted_signals.signal = winsor_limits.signal

)

select * from user_signals_transformed
