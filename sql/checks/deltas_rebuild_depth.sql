-- deltas_rebuild_depth: levels on which the book rebuilt from the deltas of one cell differs from its depth rows; grain
-- level of a snapshot; no row when both agree. A level lasts from the delta that set it to the next one of its price.
-- Source: cell_deltas and cell_depth, the files of one cell.
with last_sequence as (
    select max(sequence) as sequence,
    from cell_depth
),

levels as (
    select
        sequence,
        side,
        price,
        size,
        action,
        lead(sequence) over (partition by side, price order by sequence) as next_sequence,
    from cell_deltas
    where action <> 4
),

rebuilt as (
    select
        unnest(range(
            levels.sequence::bigint,
            coalesce(levels.next_sequence, last_sequence.sequence + 1)::bigint
        )) as sequence,
        levels.side,
        levels.price,
        levels.size,
    from levels
    cross join last_sequence
    where levels.action <> 3
),

shown as (
    select sequence::bigint as sequence, 1::utinyint as side, bid_price_0 as price, bid_size_0 as size,
    from cell_depth where bid_price_0 is not null
    union all
    select sequence::bigint as sequence, 1::utinyint as side, bid_price_1 as price, bid_size_1 as size,
    from cell_depth where bid_price_1 is not null
    union all
    select sequence::bigint as sequence, 1::utinyint as side, bid_price_2 as price, bid_size_2 as size,
    from cell_depth where bid_price_2 is not null
    union all
    select sequence::bigint as sequence, 1::utinyint as side, bid_price_3 as price, bid_size_3 as size,
    from cell_depth where bid_price_3 is not null
    union all
    select sequence::bigint as sequence, 1::utinyint as side, bid_price_4 as price, bid_size_4 as size,
    from cell_depth where bid_price_4 is not null
    union all
    select sequence::bigint as sequence, 2::utinyint as side, ask_price_0 as price, ask_size_0 as size,
    from cell_depth where ask_price_0 is not null
    union all
    select sequence::bigint as sequence, 2::utinyint as side, ask_price_1 as price, ask_size_1 as size,
    from cell_depth where ask_price_1 is not null
    union all
    select sequence::bigint as sequence, 2::utinyint as side, ask_price_2 as price, ask_size_2 as size,
    from cell_depth where ask_price_2 is not null
    union all
    select sequence::bigint as sequence, 2::utinyint as side, ask_price_3 as price, ask_size_3 as size,
    from cell_depth where ask_price_3 is not null
    union all
    select sequence::bigint as sequence, 2::utinyint as side, ask_price_4 as price, ask_size_4 as size,
    from cell_depth where ask_price_4 is not null
),

missing as (
    select 'missing from the deltas' as problem, *,
    from (select * from shown except all select * from rebuilt)
),

surplus as (
    select 'only in the deltas' as problem, *,
    from (select * from rebuilt except all select * from shown)
)

select *,
from (select * from missing union all select * from surplus)
order by sequence, side, price
