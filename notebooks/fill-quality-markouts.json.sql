-- fill-quality-markouts: one row per analysed run, dimension, bucket and horizon; order the same. low and high are the
-- mean less and plus 1.96 standard errors, null for a single fill. Source: markouts.
select
    run_id,
    dimension,
    bucket,
    horizon_ns / 1e9 as horizon_s,
    fills::integer as fills,
    mean_bps,
    mean_bps - 1.96 * standard_error_bps as low_bps,
    mean_bps + 1.96 * standard_error_bps as high_bps,
from markouts
where fills > 0
order by run_id, dimension, bucket, horizon_ns
