-- volume_by_second: traded volume by second of a period that repeats from the start of a range on: a day for a profile
-- over several days, the range itself for what it traded. One row per second with trades; order: second.
-- Source: profile_trades (cell files of one instrument).
select
    ((ts_init - $start_ns::bigint) // 1000000000) % $period_seconds::bigint as second,
    sum(size)::double as volume,
from profile_trades
where ts_init >= $start_ns::bigint
    and ts_init < $end_ns::bigint
group by all
order by second
