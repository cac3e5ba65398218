-- parent_benchmarks: one row per parent of an analysed run with the prices that it is measured by; unordered.
-- A plain market order that one fill tells whole is decided, sent and filled at one instant: its benchmarks are the mid
-- before, and it has no interval. Source: parents, parent_mark_facts, measured_fill_facts, run_instruments.
with recorded as (
    select
        parents.*,
        parent_mark_facts.decision_mid::double as decision_mid,
        parent_mark_facts.arrival_mid::double as arrival_mid,
        parent_mark_facts.close_mid::double as close_mid,
        parent_mark_facts.interval_vwap,
        parent_mark_facts.interval_twap,
        parent_mark_facts.market_quantity,
    from parents
    inner join parent_mark_facts
        on parents.run_id = parent_mark_facts.run_id
        and parents.parent_order_id = parent_mark_facts.parent_order_id
),

whole_orders as (
    select
        measured_fill_facts.run_id,
        'O-' || measured_fill_facts.order_id as parent_order_id,
        run_instruments.instrument_id,
        run_instruments.venue,
        side_name(measured_fill_facts.side) as side,
        'MARKET' as order_type,
        'normal' as algorithm,
        null as limit_price,
        measured_fill_facts.quantity,
        measured_fill_facts.quantity as filled_quantity,
        measured_fill_facts.price::double as average_price,
        measured_fill_facts.commission as fees,
        run_instruments.settlement_currency as currency,
        1::bigint as children,
        measured_fill_facts.ts_init as ts_created,
        measured_fill_facts.ts_init as ts_first_child,
        measured_fill_facts.ts_init as ts_closed,
        'FILLED' as status,
        'NONE' as reason,
        false as is_closing,
        measured_fill_facts.mid_before::double as decision_mid,
        measured_fill_facts.mid_before::double as arrival_mid,
        measured_fill_facts.mid_before::double as close_mid,
        null::double as interval_vwap,
        null::double as interval_twap,
        null as market_quantity,
    from measured_fill_facts
    inner join run_instruments
        on measured_fill_facts.run_id = run_instruments.run_id
        and measured_fill_facts.instrument_index = run_instruments.instrument_index
    where measured_fill_facts.whole_order
)

select * from recorded
union all by name
select * from whole_orders
