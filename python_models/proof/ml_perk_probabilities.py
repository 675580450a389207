"""Chances of perks that campaigns teach: one row per segment and perk."""

from traveltide.campaigns import empty_probabilities, learn_probabilities


def model(dbt, session):  # noqa: ANN001, ANN201
    """Wire what users were worth to what is learned from it."""
    rewards = dbt.ref("int_perk_rewards").order(
        "campaign_id, segment_key, choice, half"
    )
    parameters = dbt.config.meta_get("parameters")
    frame = rewards.df()
    if frame.empty:
        return empty_probabilities()
    return learn_probabilities(
        frame,
        draw_count=int(parameters["learning_draw_count"]),
        floor=float(parameters["exploration_floor"]),
        seed=int(parameters["random_seed"]),
    )
