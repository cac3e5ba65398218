-- fill_pages: the pages a run's fills are cut into, of $page_rows fills each. Grain: one page; order page (from 1).
-- Source: fills.
select
    (fill_seq - 1) // $page_rows::bigint + 1 as page,
    count(*) as rows,
    min(ts_init) as first_ns,
    max(ts_init) as last_ns,
from fills
where run_id = $run_id::varchar
group by all
order by page
