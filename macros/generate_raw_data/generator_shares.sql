{#- What the export looks like, in numbers. -#}
{%- macro generator_shares() -%}
    {#- The days the export covers, and the first day of the window that
        decides who is a frequent user. -#}
    {%- set days = {
        'first_day': '2021-04-01',
        'window_day': '2023-01-04',
        'last_day': '2023-07-28',
    } -%}

    {#- Frequent users have one visit in the window more than the threshold, a
        share of them one or two on top; others stay below it, but for a share
        that reaches it exactly. Frequent users book on at most
        largest_booking_rate of their visits on average: more trips make more
        visits. How readily one books differs by booking_rate_spread of what
        the mean allows. Early users signed up long before the window. -#}
    {%- set visits = {
        'threshold_visits': 7,
        'threshold_share': 0.018,
        'one_more_visit_share': 0.18,
        'two_more_visits_share': 0.02,
        'largest_booking_rate': 0.75,
        'booking_rate_spread': 0.5,
        'early_user_share': 0.15,
    } -%}

    {#- Visits of other users that book; trips that are cancelled (of other
        users not every trip can be, hence a higher rate); trips with a flight
        or a hotel alone, and the flights among them; visits that are shown a
        discount, and how deep it goes; bags per flight of one traveller;
        flights without a way back; flights back on the next day, which make
        most check-outs on the day of the check-in; how long one stays; users
        with a trip that no session names. A factor is 1 on average. -#}
    {%- set behaviour = {
        'booking_rate': 0.425,
        'cancellation_rate': 0.045,
        'other_cancellation_rate': 0.062,
        'single_product_rate': 0.26,
        'single_flight_share': 0.43,
        'flight_discount_rate': 0.145,
        'hotel_discount_rate': 0.13,
        'discount_factor': 1,
        'depth_factor': 1,
        'bag_mean': 0.58,
        'one_way_rate': 0.047,
        'next_day_return_rate': 0.014,
        'stay_factor': 1,
        'unnamed_trip_rate': 0.05,
    } -%}

    {#- Share of frequent users in each of the four personas, and the power of
        persona_strength that multiplies its behaviour: the rarer a behaviour
        the higher, so that it shows in few trips. -#}
    {%- set personas = {
        'persona_share': 0.15,
        'cancellation_rate_power': 3,
        'bag_mean_power': 1.25,
        'discount_factor_power': 1,
        'depth_factor_power': 0.5,
        'single_product_rate_power': -2,
        'stay_factor_power': 1,
    } -%}

    {#- A campaign on the users that are frequent: when it was sent, the arms and
        their shares, how many users book within its twelve weeks without a
        perk, and how many more with each, of the persona that it rewards and of
        others: the effects that are planted, so that there is something to
        learn. Who books with a perk may redeem it, at its cost; a persona is
        given the perk that rewards it, others one by chance. -#}
    {%- set campaign = {
        'campaign_day': '2023-05-01',
        'campaign_booking_days': 82,
        'campaign_arms': {
            'chosen_perk': 0.4,
            'random_perk': 0.2,
            'one_perk': 0.2,
            'nothing': 0.2,
        },
        'campaign_one_perk': 'exclusive_discounts',
        'campaign_booking_rate': 0.17,
        'campaign_uplifts': {
            'free_checked_bag': [0.3, 0.04],
            'no_cancellation_fees': [0.3, 0],
            'exclusive_discounts': [0.25, 0.02],
            'free_hotel_night': [0.35, 0],
        },
        'campaign_redemption_rate': 0.6,
        'campaign_cancellation_rate': 0.045,
        'campaign_least_revenue': 380,
        'campaign_mean_revenue': 200,
        'campaign_costs': {
            'free_checked_bag': 35,
            'no_cancellation_fees': 120,
            'exclusive_discounts': 60,
            'free_hotel_night': 175,
        },
        'persona_perks': {
            'bag_heavy': 'free_checked_bag',
            'flexible': 'no_cancellation_fees',
            'deal_driven': 'exclusive_discounts',
            'bundler': 'free_hotel_night',
        },
    } -%}

    {#- Among this many users each row of generated_dirt_kinds is planted once.
        Beyond the limits the arguments of generate_raw_data mean nothing. -#}
    {%- set bounds = {
        'users_per_dirt_round': 1500,
        'strength_limit': 10,
        'trips_limit': 100,
        'dirt_limit': 40,
    } -%}

    {%- set shares = {} -%}
    {%- for group in [
        days, visits, behaviour, personas, campaign, bounds,
    ] -%}
        {%- do shares.update(group) -%}
    {%- endfor -%}
    {%- do return(shares) -%}
{%- endmacro -%}
