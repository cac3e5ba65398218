-- fill_markouts: one row per fill of an analysed run and horizon; unordered. Positive markout is good for us: how far
-- the mid stood on our side of the fill price so long after it, in bps of that price and in money; null beyond the last
-- quote. Source: fill_quality.
with horizons (horizon_ns, step) as (
    values
        (100_000_000::bigint, 1),
        (1_000_000_000, 2),
        (5_000_000_000, 3),
        (30_000_000_000, 4),
        (60_000_000_000, 5),
        (300_000_000_000, 6)
),

per_horizon as (
    select
        fill_quality.*,
        horizons.horizon_ns,
        case horizons.step
            when 1 then fill_quality.markout_100ms_bps
            when 2 then fill_quality.markout_1s_bps
            when 3 then fill_quality.markout_5s_bps
            when 4 then fill_quality.markout_30s_bps
            when 5 then fill_quality.markout_60s_bps
            else fill_quality.markout_300s_bps
        end as markout_bps,
    from fill_quality
    cross join horizons
)

select
    run_id,
    fill_seq,
    horizon_ns,
    ts_init,
    instrument_id,
    side,
    liquidity,
    algorithm,
    size_bucket,
    hour_utc,
    markout_bps,
    markout_bps / 1e4 * notional as markout_money,
from per_horizon
