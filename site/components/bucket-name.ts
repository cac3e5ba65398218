/** What a bucket of markouts is called: the `bucket` of a row of `markouts`, as readers say it. */
export function bucketName(dimension: string, bucket: string | null, currency: string): string {
  if (bucket === null) return 'all'
  if (dimension === 'liquidity') return bucket.toLowerCase()
  if (dimension === 'hour') return `${bucket}:00`
  if (dimension === 'size')
    return `from ${Number(bucket).toLocaleString('en-US', { maximumFractionDigits: 8 })} ${currency}`.trim()
  return dimension === 'algorithm' && bucket === 'normal' ? 'sent whole' : bucket
}
