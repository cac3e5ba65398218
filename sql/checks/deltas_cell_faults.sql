-- deltas_cell_faults: what is wrong with the rows of one order_book_deltas file; grain kind of fault, with how many rows
-- have it and the first of them, from 0; no row when all is well; order: problem. Deltas that conversion derived from
-- snapshots ($is_derived) obey more rules than those of a venue. Source: cell_deltas, the file in its order with
-- file_row_number.
with steps as (
    select
        *,
        lag(ts_init) over () as previous_ts_init,
        lag(sequence) over () as previous_sequence,
        lead(sequence) over () as next_sequence,
    from cell_deltas
),

faults as (
    select
        file_row_number,
        unnest([
            case
                when ts_event is null or ts_init is null or action is null or side is null or price is null
                    or size is null or flags is null or sequence is null or order_id is null
                    then 'a null value'
            end,
            case when ts_init < previous_ts_init then 'ts_init goes backwards' end,
            case
                when ts_init < $start_ns::bigint or ts_init >= $end_ns::bigint then 'ts_init outside of the cell'
            end,
            case when action not in (1, 2, 3, 4) then 'an action beyond 1, 2, 3, 4' end,
            case when side not in (0, 1, 2) or (side = 0 and action <> 4) then 'a side beyond 1, 2' end,
            case when action = 4 and (price <> 0 or size <> 0) then 'a clear with a price or a size' end,
            case when size < 0 then 'a negative size' end,
            case when $is_derived::boolean and price <= 0 and action <> 4 then 'a price that is not positive' end,
            case when $is_derived and size <= 0 and action in (1, 2) then 'an add or update without size' end,
            case when $is_derived and size <> 0 and action = 3 then 'a delete with a size' end,
            case when $is_derived and sequence < previous_sequence then 'a sequence that goes backwards' end,
            case
                when $is_derived and (flags >= 128) <> (sequence is distinct from next_sequence)
                    then 'flag 128 not on the last delta of a snapshot'
            end,
            case
                when $is_derived and file_row_number = 0 and (action <> 4 or flags & 32 = 0)
                    then 'a cell that does not begin with a clear'
            end,
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
