-- raw_clock_skew: ts_init - ts_event, ns, of raw rows before conversion; one row. Source: source_clock, the two times of
-- some row groups of a raw object, as ns.
select
    count(*) as row_count,
    min(ts_init - ts_event) as least_ns,
    quantile_disc(ts_init - ts_event, 0.5) as median_ns,
    max(ts_init - ts_event) as greatest_ns,
    count(*) filter (where ts_init < ts_event) as negative_count,
from source_clock
