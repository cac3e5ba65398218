-- parent_algorithms: rows of a run's parent_algorithms.parquet, one per algorithm and parameters that its parents name;
-- order: algorithm_index. Source: run_parent_algorithms, made of literals by the recorder.
select
    algorithm_index,
    algorithm,
    parameters,
from run_parent_algorithms
order by algorithm_index
