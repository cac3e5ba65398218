-- markouts: one row per run, dimension, bucket of it, and horizon; order run_id, dimension, bucket, horizon_ns.
-- dimension is all, liquidity, size, algorithm, hour or instrument. Statistics of the markouts in bps of the fills
-- that have one: mean with each fill counting alike, its sample standard deviation and standard error
-- (deviation / √fills, as if fills were independent, which bursts of them are not), and the mean by notional.
-- One fill has no deviation: null. Source: fill_quality.
with measured as (
    select
        *,
        notional::decimal(38, 12) as exact_notional,
    from fill_quality
),

cells as (
    select
        run_id,
        liquidity,
        size_bucket,
        algorithm,
        hour_utc,
        instrument_id,
        [
            {
                horizon_ns: 100_000_000::bigint,
                fills: count(markout_100ms_bps),
                total: coalesce(exact_sum(markout_100ms_bps), 0),
                squares: coalesce(exact_sum(markout_100ms_bps * markout_100ms_bps), 0),
                weighted: coalesce(exact_sum(markout_100ms_bps * notional), 0),
                weight: coalesce(sum(case when markout_100ms_bps is not null then exact_notional end)::double, 0)
            },
            {
                horizon_ns: 1_000_000_000::bigint,
                fills: count(markout_1s_bps),
                total: coalesce(exact_sum(markout_1s_bps), 0),
                squares: coalesce(exact_sum(markout_1s_bps * markout_1s_bps), 0),
                weighted: coalesce(exact_sum(markout_1s_bps * notional), 0),
                weight: coalesce(sum(case when markout_1s_bps is not null then exact_notional end)::double, 0)
            },
            {
                horizon_ns: 5_000_000_000::bigint,
                fills: count(markout_5s_bps),
                total: coalesce(exact_sum(markout_5s_bps), 0),
                squares: coalesce(exact_sum(markout_5s_bps * markout_5s_bps), 0),
                weighted: coalesce(exact_sum(markout_5s_bps * notional), 0),
                weight: coalesce(sum(case when markout_5s_bps is not null then exact_notional end)::double, 0)
            },
            {
                horizon_ns: 30_000_000_000::bigint,
                fills: count(markout_30s_bps),
                total: coalesce(exact_sum(markout_30s_bps), 0),
                squares: coalesce(exact_sum(markout_30s_bps * markout_30s_bps), 0),
                weighted: coalesce(exact_sum(markout_30s_bps * notional), 0),
                weight: coalesce(sum(case when markout_30s_bps is not null then exact_notional end)::double, 0)
            },
            {
                horizon_ns: 60_000_000_000::bigint,
                fills: count(markout_60s_bps),
                total: coalesce(exact_sum(markout_60s_bps), 0),
                squares: coalesce(exact_sum(markout_60s_bps * markout_60s_bps), 0),
                weighted: coalesce(exact_sum(markout_60s_bps * notional), 0),
                weight: coalesce(sum(case when markout_60s_bps is not null then exact_notional end)::double, 0)
            },
            {
                horizon_ns: 300_000_000_000::bigint,
                fills: count(markout_300s_bps),
                total: coalesce(exact_sum(markout_300s_bps), 0),
                squares: coalesce(exact_sum(markout_300s_bps * markout_300s_bps), 0),
                weighted: coalesce(exact_sum(markout_300s_bps * notional), 0),
                weight: coalesce(sum(case when markout_300s_bps is not null then exact_notional end)::double, 0)
            }
        ] as horizons,
    from measured
    group by all
),

per_horizon as (
    select
        * exclude (horizons),
        unnest(horizons, recursive := true),
    from cells
),

totals as (
    select
        run_id,
        case
            when grouping(liquidity) = 0 then 'liquidity'
            when grouping(size_bucket) = 0 then 'size'
            when grouping(algorithm) = 0 then 'algorithm'
            when grouping(hour_utc) = 0 then 'hour'
            when grouping(instrument_id) = 0 then 'instrument'
            else 'all'
        end as dimension,
        case dimension
            when 'liquidity' then liquidity
            when 'size' then rtrim(rtrim(format('{:.8f}', size_bucket), '0'), '.')
            when 'algorithm' then algorithm
            when 'hour' then format('{:02d}', hour_utc)
            when 'instrument' then instrument_id
            else 'all'
        end as bucket,
        horizon_ns,
        sum(fills)::bigint as fills,
        exact_sum(total) as total,
        exact_sum(squares) as squares,
        exact_sum(weighted) as weighted,
        exact_sum(weight) as weight,
    from per_horizon
    group by grouping sets (
        (run_id, horizon_ns),
        (run_id, horizon_ns, liquidity),
        (run_id, horizon_ns, size_bucket),
        (run_id, horizon_ns, algorithm),
        (run_id, horizon_ns, hour_utc),
        (run_id, horizon_ns, instrument_id)
    )
)

select
    run_id,
    dimension,
    bucket,
    horizon_ns,
    fills,
    total / nullif(fills, 0) as mean_bps,
    case when fills > 1
        then sqrt(greatest(squares - total * total / fills, 0) / (fills - 1)) end as deviation_bps,
    deviation_bps / sqrt(nullif(fills, 0)) as standard_error_bps,
    weighted / nullif(weight, 0) as weighted_mean_bps,
from totals
order by run_id, dimension, bucket, horizon_ns
