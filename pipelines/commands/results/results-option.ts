/** The option every command over stored runs has. */
export const RESULTS_OPTION = '--results <folder>'
export const RESULTS_TEXT = 'results root (default: ODUM_RESULTS_ROOT, else backtest_results)'
