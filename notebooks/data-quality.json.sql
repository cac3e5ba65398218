-- data-quality: one row per instrument and stream of the market that the shown runs read; order the same. Gaps are
-- silences within an hour, the unit of conversion. skew is ts_init - ts_event, negative where the receiver's clock ran
-- behind the venue's. Spreads count each snapshot alike, bps of the mid. Source: trades, top_of_book.
with arrivals as (
    select
        instrument_id,
        'trades' as stream,
        ts_init,
        ts_init - ts_event as skew_ns,
        null::double as spread_bps,
    from trades
    union all
    select
        instrument_id,
        'book' as stream,
        ts_init,
        ts_init - ts_event as skew_ns,
        spread::double / mid::double * 1e4 as spread_bps,
    from top_of_book
),

spaced as (
    select
        *,
        lead(ts_init) over (partition by instrument_id, stream, ts_init // 3_600_000_000_000 order by ts_init) - ts_init
            as gap_ns,
    from arrivals
)

select
    instrument_id,
    stream,
    count(*)::integer as rows,
    min(ts_init) as first_ns,
    max(ts_init) as last_ns,
    count(*) filter (where gap_ns > 10_000_000_000)::integer as gaps,
    max(gap_ns) as longest_gap_ns,
    arg_max(ts_init, gap_ns) as longest_gap_start_ns,
    quantile_disc(skew_ns, 0.01) as p01_skew_ns,
    quantile_disc(skew_ns, 0.5) as median_skew_ns,
    quantile_disc(skew_ns, 0.99) as p99_skew_ns,
    count(*) filter (where skew_ns < 0) / count(*) as behind_ratio,
    quantile_disc(spread_bps, 0.5) as median_spread_bps,
    quantile_disc(spread_bps, 0.95) as p95_spread_bps,
    max(spread_bps) as widest_spread_bps,
from spaced
group by all
order by instrument_id, stream
