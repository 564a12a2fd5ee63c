using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Speculation;

/// <summary>
/// Finds out whether a loaded model computes a token's logits, and leaves keys and values, that do not depend on how many tokens ran together.
/// Only then does verifying guesses in one wide call give what one call a token would have given.
/// </summary>
/// <remarks>
/// Which kernel multiplies depends on the processor, the device, the ONNX Runtime version and the width itself, so nothing short of running the
/// model tells. Floating-point kernels do not branch on values: rows that are bit-equal for seeded tokens, in every width class and at
/// lengths on both sides of the attention kernels' block size, are bit-equal for others.
/// </remarks>
public static class ExactnessCertifier
{
    /// <summary>Changes when the comparison does; part of a stored certificate's key.</summary>
    internal const int Version = 1;

    private const int Tail = 18;
    private const int Seed = 7;

    private static readonly int[] Widths = [2, 3, 4, 5, 8, 16];
    private static readonly int[] PromptLengths = [5, 37, 300];
    private static readonly int[] RowMultiples = [1, 2];

    /// <summary>Compares on a lane that nobody uses; what it held is forgotten. Its <see cref="DecoderLane.RowMultiple"/> is left as the certificate says.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="device">What runs it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static ExactnessCertificate Certify(DecoderLane lane, DeviceSelection device, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        time ??= TimeProvider.System;
        var start = time.GetTimestamp();
        int[] lengths = [.. PromptLengths.Where(length => length + Tail + Tail <= Math.Min(lane.Capacity, lane.Spec.ContextTokens))];
        var difference = 0.0;
        foreach (var multiple in RowMultiples)
        {
            lane.RowMultiple = multiple;
            var found = 0.0;
            foreach (var length in lengths)
            {
                found = Math.Max(found, Difference(lane, length, cancellationToken));
                if (found > 0)
                    break;
            }

            if (found == 0 && lengths.Length > 0)
                return Certificate(true, multiple, 0);
            difference = Math.Max(difference, found);
        }

        lane.RowMultiple = 1;
        return Certificate(false, 1, difference);

        ExactnessCertificate Certificate(bool isExact, int multiple, double largest)
        {
            lane.Truncate(0);
            return new ExactnessCertificate(isExact, multiple, [1, .. Widths], lengths, largest, device.ExecutionProvider, device.RuntimeVersion, time.GetElapsedTime(start));
        }
    }

    /// <returns>The largest difference of a logit, infinite for one that is not a number; 0 when every bit is equal.</returns>
    private static double Difference(DecoderLane lane, int prompt, CancellationToken cancellationToken)
    {
        var random = new Random(Seed + prompt);
        var tokens = new int[prompt + Tail];
        foreach (ref var token in tokens.AsSpan())
            token = random.Next(lane.Spec.VocabularySize);

        // The reference is plain decoding: the prompt as a request runs it, then one token a call.
        lane.Truncate(0);
        var expected = new float[Tail + 1][];
        expected[0] = Prefill.Run(lane, tokens.AsSpan(0, prompt), cancellationToken).ToArray();
        for (var i = 0; i < Tail; i++)
            expected[i + 1] = lane.Forward(tokens.AsSpan(prompt + i, 1), 1, cancellationToken).ToArray();

        var largest = 0.0;
        foreach (var width in Widths)
        {
            lane.Truncate(prompt);
            Compare(tokens.AsSpan(prompt, width), expected.AsSpan(1, width));
            // The keys and values of the wide call decide what comes after it.
            Compare(tokens.AsSpan(prompt + width, 1), expected.AsSpan(1 + width, 1));
        }

        foreach (var chunk in (ReadOnlySpan<int>)[1, 16, prompt / 2 | 1])
        {
            if (chunk >= prompt || prompt / chunk > 64)
                continue;
            lane.Truncate(0);
            for (var done = 0; done < prompt; done += chunk)
            {
                var end = Math.Min(done + chunk, prompt);
                Compare(tokens.AsSpan(done..end), end == prompt ? expected.AsSpan(0, 1) : []);
            }

            Compare(tokens.AsSpan(prompt, 1), expected.AsSpan(1, 1));
        }

        return largest;

        void Compare(ReadOnlySpan<int> call, ReadOnlySpan<float[]> rows)
        {
            if (lane.Spec.Bindings is { LogitPositions: null, LogitRows: LogitRows.Last } && rows.Length > 1)
                rows = rows[^1..];
            var logits = lane.Forward(call, Math.Max(1, rows.Length), cancellationToken);
            for (var row = 0; row < rows.Length; row++)
                largest = Math.Max(largest, LogitBits.Difference(logits.Slice(row * lane.Spec.VocabularySize, lane.Spec.VocabularySize), rows[row]));
        }
    }
}
