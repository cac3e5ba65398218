-- trade_cell_faults: what is wrong with the rows of one trade_tick file; grain kind of fault, with how many rows have
-- it and the first of them, from 0; no row when all is well; order: problem. Source: cell_trades, the file in its order
-- with file_row_number.
with steps as (
    select
        *,
        lag(ts_init) over () as previous_ts_init,
    from cell_trades
),

faults as (
    select
        file_row_number,
        unnest([
            case when ts_event is null or ts_init is null or price is null or size is null then 'a null value' end,
            case when ts_init < previous_ts_init then 'ts_init goes backwards' end,
            case
                when ts_init < $start_ns::bigint or ts_init >= $end_ns::bigint then 'ts_init outside of the cell'
            end,
            case when price <= 0 then 'a price that is not positive' end,
            case when size <= 0 then 'a size that is not positive' end,
            case when aggressor_side not in (0, 1, 2) then 'an aggressor_side beyond 0, 1, 2' end,
        ]) as problem,
    from steps
)

select
    problem,
    count(*) as row_count,
    min(file_row_number) as first_row,
from faults
where problem is not null
group by all
order by problem
