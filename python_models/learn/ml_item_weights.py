"""Weights of a new model: one row per item and item that speaks for it."""

from traveltide.recommendation import empty_weights, learn_weights
from traveltide.relations import is_training


def model(dbt, session):  # noqa: ANN001, ANN201
    """Wire what users bought to the regression."""
    plan = dbt.ref("int_model_plan")
    bought = dbt.ref("int_training_items")
    ridge = float(dbt.config.meta_get("ridge"))
    weight_count = int(dbt.config.meta_get("weight_count"))
    if not is_training(plan):
        return empty_weights()
    return learn_weights(bought.df(), ridge, weight_count)
