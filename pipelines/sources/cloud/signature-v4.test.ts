import { expect, test } from 'vitest'
import { encodeStrictly, signatureHeaders } from './signature-v4.ts'

// The "GET Object" example of the Amazon S3 API reference, "Signature Calculations for the Authorization Header".
test('signs the published example', () => {
  const headers = signatureHeaders(
    { kind: 'hmac', keyId: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    {
      method: 'GET',
      url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'),
      headers: { range: 'bytes=0-9' },
    },
    new Date('2013-05-24T00:00:00Z'),
    'us-east-1',
  )
  expect(headers.authorization).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, ' +
      'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, ' +
      'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  )
})

// "GET Bucket Lifecycle" and "Get Bucket (List Objects)" of the same page have query parameters.
test('signs query parameters in order', () => {
  const { authorization } = signatureHeaders(
    { kind: 'hmac', keyId: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    {
      method: 'GET',
      url: new URL('https://examplebucket.s3.amazonaws.com/?prefix=J&max-keys=2'),
      headers: {},
    },
    new Date('2013-05-24T00:00:00Z'),
    'us-east-1',
  )
  expect(authorization).toMatch(/34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7$/)
})

test('encodes what the signature wants encoded', () => {
  expect(encodeStrictly("a b/c:@!'()*~")).toBe('a%20b%2Fc%3A%40%21%27%28%29%2A~')
})
