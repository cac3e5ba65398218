-- depth_cell_faults: what is wrong with the rows of one order_book_depth file; grain kind of fault, with how many rows
-- have it and the first of them, from 0; no row when all is well; order: problem. Source: cell_depth, the file in its
-- order with file_row_number.
with steps as (
    select
        *,
        lag(ts_init) over () as previous_ts_init,
        list_filter([bid_price_0, bid_price_1, bid_price_2, bid_price_3, bid_price_4], lambda price: price is not null)
            as bid_prices,
        list_filter([ask_price_0, ask_price_1, ask_price_2, ask_price_3, ask_price_4], lambda price: price is not null)
            as ask_prices,
        list_filter([
            bid_size_0, bid_size_1, bid_size_2, bid_size_3, bid_size_4,
            ask_size_0, ask_size_1, ask_size_2, ask_size_3, ask_size_4,
        ], lambda size: size is not null) as sizes,
        [
            bid_price_0 is null, bid_price_1 is null, bid_price_2 is null, bid_price_3 is null, bid_price_4 is null,
            ask_price_0 is null, ask_price_1 is null, ask_price_2 is null, ask_price_3 is null, ask_price_4 is null,
        ] as price_absent,
        [
            bid_size_0 is null, bid_size_1 is null, bid_size_2 is null, bid_size_3 is null, bid_size_4 is null,
            ask_size_0 is null, ask_size_1 is null, ask_size_2 is null, ask_size_3 is null, ask_size_4 is null,
        ] as size_absent,
    from cell_depth
),

faults as (
    select
        file_row_number,
        unnest([
            case when ts_event is null or ts_init is null or sequence is null then 'a null value' end,
            case when ts_init < previous_ts_init then 'ts_init goes backwards' end,
            case
                when ts_init < $start_ns::bigint or ts_init >= $end_ns::bigint then 'ts_init outside of the cell'
            end,
            case when sequence <> file_row_number + 1 then 'a sequence that does not count up from 1' end,
            case when price_absent <> size_absent then 'a level with only one of price and size' end,
            case when list_min(bid_prices) <= 0 or list_min(ask_prices) <= 0 then 'a price that is not positive' end,
            case when list_min(sizes) <= 0 then 'a size that is not positive' end,
            case
                when bid_prices <> list_reverse_sort(list_distinct(bid_prices))
                    or ask_prices <> list_sort(list_distinct(ask_prices))
                    then 'levels out of price order'
            end,
            case when bid_price_0 > ask_price_0 then 'bids above asks' end,
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
