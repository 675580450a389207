-- One row per user with a perk, list and place: what to offer next. A list that
-- did not beat popularity in its model's backtest is one of what is popular.
{{ config(post_hook="{{ add_user_offers(this) }}") }}
{{ user_offers(0) }}
