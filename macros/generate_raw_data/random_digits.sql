{#- 32 hexadecimal digits that look random and depend on nothing but the seed,
    the key and the purpose. md5, because hash() may change between engines. -#}
{%- macro random_digits(seed, key, purpose) -%}
    md5(concat('{{ seed }}:', {{ key }}, ':{{ purpose }}'))
{%- endmacro -%}
