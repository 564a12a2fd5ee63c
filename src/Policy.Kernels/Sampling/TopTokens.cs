using System.Numerics.Tensors;

namespace OptPolicy.Kernels.Sampling;

/// <summary>Finds the highest of many scores.</summary>
internal static class TopTokens
{
    private const int Chunk = 64;

    /// <summary>Writes the <c>top.Length</c> highest finite scores, best first; returns how many there are.</summary>
    public static int Select(ReadOnlySpan<float> scores, Span<ulong> top)
    {
        var count = 0;
        var start = 0;
        for (; start < scores.Length && count < top.Length; start++)
        {
            if (scores[start] == float.NegativeInfinity)
                continue;
            top[count++] = RankedToken.Of(start, scores[start]);
            if (count == top.Length)
                Heapify(top);
        }

        if (count == top.Length)
            Improve(scores, start, top);
        top[..count].Sort();
        return count;
    }

    // top is a heap whose root is the worst of the kept tokens: most chunks of the vocabulary hold nothing better.
    private static void Improve(ReadOnlySpan<float> scores, int start, Span<ulong> top)
    {
        while (start < scores.Length)
        {
            var end = Math.Min(start + Chunk, scores.Length);
            var worst = scores[RankedToken.Id(top[0])];
            if (TensorPrimitives.Max(scores[start..end]) > worst)
            {
                for (var token = start; token < end; token++)
                {
                    var ranked = RankedToken.Of(token, scores[token]);
                    if (ranked < top[0])
                    {
                        top[0] = ranked;
                        SiftDown(top, 0);
                    }
                }
            }

            start = end;
        }
    }

    private static void Heapify(Span<ulong> heap)
    {
        for (var i = (heap.Length / 2) - 1; i >= 0; i--)
            SiftDown(heap, i);
    }

    private static void SiftDown(Span<ulong> heap, int parent)
    {
        while (true)
        {
            var child = (2 * parent) + 1;
            if (child >= heap.Length)
                return;
            if (child + 1 < heap.Length && heap[child + 1] > heap[child])
                child++;
            if (heap[child] <= heap[parent])
                return;
            (heap[child], heap[parent]) = (heap[parent], heap[child]);
            parent = child;
        }
    }
}
