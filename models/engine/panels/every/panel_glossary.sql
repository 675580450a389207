-- One row per word that the pages use in a sense of their own.
with

words as (

    {% for word, meaning in {
        'Cohort': 'The users who were active enough to say something about'
            ~ ' them. Every page begins with them.',
        'Other users': 'Users who were active, but too little for the cohort.'
            ~ ' Their perk is never more than a guess.',
        'Habit': 'Something that users do or do not do each time, and that a'
            ~ ' perk rewards.',
        'Segment': 'A group of users with similar habits. Segments choose the'
            ~ ' message; the habits of each user choose the perk.',
        'Perk': 'The benefit offered to a user: the one whose habit they show'
            ~ ' most, compared with the average user.',
        'Fallback': 'The perk for users of whom no such habit is known.',
        'Certain, likely, a guess': 'How far a choice can be trusted. The'
            ~ ' percentage is how probably the first choice really stands out'
            ~ ' more than the second: 50% is a coin toss. Certain is said only'
            ~ ' where the perk has beaten chance on earlier days as well.',
        'Held out': 'Drawn by lot to be offered nothing, so that the effect of'
            ~ ' the perks can be measured.',
        'Take-up': 'The share of invited users who are assumed to use the'
            ~ ' perk.',
        'Expected cost': 'Users to invite times unit cost times take-up.',
        'Break-even': 'How much more users would have to spend for the margin'
            ~ ' on it to pay for their perk.',
        'Repeat score': 'How much a habit says about the next time: 0 is'
            ~ ' chance, 1 is always the same.',
    }.items() -%}
    select
        {{ loop.index }} as place,
        {{ sql_text(word) }} as fact,
        {{ sql_text(meaning) }} as value
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from words
