{#- The platform writes two blanks after some brands. -#}
{%- macro generated_hotel_brands() -%}
    select
        position,
        name
    from (values
        (1, 'Accor'),
        (2, 'Banyan Tree'),
        (3, 'Best Western'),
        (4, 'Choice Hotels'),
        (5, 'Conrad'),
        (6, 'Crowne Plaza'),
        (7, 'Extended Stay'),
        (8, 'Fairmont'),
        (9, 'Four Seasons'),
        (10, 'Hilton'),
        (11, 'Hyatt'),
        (12, 'InterContinental'),
        (13, 'Marriott'),
        (14, 'NH Hotel '),
        (15, 'Radisson'),
        (16, 'Rosewood'),
        (17, 'Shangri-La '),
        (18, 'Starwood'),
        (19, 'Wyndham'),
        (20, 'Aman Resorts')
    ) as facts (position, name)
{%- endmacro -%}
