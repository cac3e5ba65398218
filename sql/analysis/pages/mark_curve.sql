-- mark_curve: marks and positions of one run thinned to at most six rows per instrument and bucket of time
-- (first, last, lowest and highest mark, lowest and highest position).
-- Grain: one kept instant and instrument; order instrument_id, ts_init. ts_ms is UTC milliseconds. Source: marks.
with grid as (
    select * from marks where run_id = $run_id::varchar
),

bounds as (
    select
        min(ts_init) as first_ns,
        (max(ts_init) - min(ts_init)) // $buckets::bigint + 1 as width_ns,
    from grid
),

kept as (
    select distinct
        instrument_id,
        unnest([
            min(ts_init),
            max(ts_init),
            arg_min(ts_init, mark),
            arg_max(ts_init, mark),
            arg_min(ts_init, position),
            arg_max(ts_init, position),
        ]) as ts_init,
    from grid
    cross join bounds
    group by instrument_id, (grid.ts_init - bounds.first_ns) // bounds.width_ns
)

select
    grid.ts_init / 1e6 as ts_ms,
    grid.instrument_id,
    grid.mark,
    grid.position::double as position,
from grid
semi join kept
    on grid.ts_init = kept.ts_init
    and grid.instrument_id = kept.instrument_id
order by grid.instrument_id, grid.ts_init
