-- time_bounds: least and greatest plausible integer time of a raw column; one row. Values below 10^8 are no times in
-- any unit. Source: source_times, one raw time column.
select
    min(try_cast(time as bigint)) filter (where time >= 100_000_000) as least,
    max(try_cast(time as bigint)) as greatest,
from source_times
