-- One row per window in which results are taken.
-- Key: window_code. The codes are those of the feed assessment_results.
select
    window_row.window_code,
    window_row.window_name,
    window_row.sort_order
from (
    values
        ('BOY', 'Beginning of year', 1),
        ('B1', 'Benchmark 1', 2),
        ('MOY', 'Middle of year', 3),
        ('B2', 'Benchmark 2', 4),
        ('B3', 'Benchmark 3', 5),
        ('EOY', 'End of year', 6),
        ('YEAR', 'School year', 7)
) as window_row (window_code, window_name, sort_order)
