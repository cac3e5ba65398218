-- quantile_after_zeros: the value at a rank, from 0 and interpolated, of `zeros` zeros followed by the ascending list
-- `sorted` of values ≥ 0, without materialising the zeros. As quantile_cont where rank = fraction × (values − 1).
create or replace macro quantile_after_zeros(sorted, zeros, rank) as
    (1 - (rank - floor(rank))) * coalesce(sorted[greatest(floor(rank)::bigint - zeros + 1, 0)], 0)
    + (rank - floor(rank)) * coalesce(sorted[greatest(ceil(rank)::bigint - zeros + 1, 0)], 0)
