-- Fails when a distance is off by 100 m, or a missing coordinate gives one.
with

routes as (

    select
        routes.from_latitude,
        routes.from_longitude,
        routes.to_latitude,
        routes.to_longitude,
        routes.expected_km
    from (
        values
        -- New York to Los Angeles, then a point to itself and its antipode.
        (40.640, -73.779, 33.942, -118.408, 3974.2),
        (40.640, -73.779, 40.640, -73.779, 0),
        (10.000, 20.000, -10.000, -160.000, 20015.1),
        (null, 20.000, -10.000, -160.000, null)
    ) as routes (
        from_latitude, from_longitude, to_latitude, to_longitude, expected_km
    )

),

measured as (

    select
        expected_km,
        {{ great_circle_km(
            'from_latitude', 'from_longitude', 'to_latitude', 'to_longitude'
        ) }} as measured_km
    from routes

)

select
    expected_km,
    measured_km
from measured
where
    abs(expected_km - measured_km) > 0.1
    or (expected_km is null) != (measured_km is null)
