-- no_summaries: the columns of run_summaries, without rows.
-- Grain: one summary file; folder is report, fast or failed. Source: none.
select
    null::varchar as run_id,
    null::varchar as folder,
    null::json as summary,
where false
