using System.Numerics.Tensors;
using System.Runtime.Intrinsics.X86;
using OptPolicy.Kernels.Vectors;

namespace OptPolicy.Kernels.Tests.Vectors;

public sealed class VectorKernelTests
{
    [Theory]
    [InlineData(32)]
    [InlineData(96)]
    [InlineData(384)]
    [InlineData(2016)]
    public void EveryWidthOfInstructionsSumsSignCodesAlike(int length)
    {
        var random = new Random(length);
        var codes = new byte[8 * length];
        random.NextBytes(codes);
        var tables = new byte[8 * length];
        for (var row = 0; row < length / 4; row++)
        {
            for (var entry = 0; entry < 16; entry++)
                tables[(row * 32) + entry] = tables[(row * 32) + 16 + entry] = (byte)random.Next(Math.Min(128, 65_536 * 4 / length));
        }

        var expected = new ushort[64];
        for (var slot = 0; slot < 64; slot++)
        {
            for (var row = 0; row < length / 4; row++)
            {
                var cell = codes[(row * 32) + (2 * (slot % 16)) + (slot / 16 % 2)];
                expected[slot] += tables[(row * 32) + (slot < 32 ? cell & 15 : cell >> 4)];
            }
        }

        var sums = new ushort[64];
        SignScan.Sums128(codes, tables, sums);
        Assert.Equal(expected, sums);
        if (Avx2.IsSupported)
        {
            SignScan.Sums256(codes, tables, sums);
            Assert.Equal(expected, sums);
        }

        if (Avx512BW.IsSupported)
        {
            SignScan.Sums512(codes, tables, sums);
            Assert.Equal(expected, sums);
        }

        var least = expected.Order().ElementAt(40);
        Assert.Equal(expected.Select((sum, slot) => sum >= least ? 1UL << slot : 0).Aggregate((a, b) => a | b), SignScan.Reaching(expected, least));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(384)]
    [InlineData(ByteDot.MaxLength)]
    public void EveryWidthOfInstructionsMultipliesAlikeUpToTheExtremes(int length)
    {
        var random = new Random(length);
        foreach (var extreme in (bool[])[false, true])
        {
            var stored = new sbyte[length];
            var query = new short[length];
            for (var i = 0; i < length; i++)
            {
                stored[i] = extreme ? sbyte.MaxValue : (sbyte)random.Next(-127, 128);
                query[i] = extreme ? short.MaxValue : (short)random.Next(-32767, 32768);
            }

            var expected = stored.Select((s, i) => (long)s * query[i]).Sum();
            Assert.Equal(expected, ByteDot.Of(stored, query));
            Assert.Equal(expected, ByteDot.Of128(stored, query));
            if (Avx2.IsSupported)
                Assert.Equal(expected, ByteDot.Of256(stored, query));
            if (Avx512BW.IsSupported)
                Assert.Equal(expected, ByteDot.Of512(stored, query));
        }
    }

    [Fact]
    public void LongVectorsDoNotOverflow()
    {
        var stored = Enumerable.Repeat(sbyte.MaxValue, 65_536).ToArray();
        var query = Enumerable.Repeat(short.MaxValue, 65_536).ToArray();
        Assert.Equal(65_536L * 127 * 32_767, ByteDot.Of(stored, query));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(96)]
    [InlineData(384)]
    [InlineData(512)]
    [InlineData(1056)]
    public void RotationKeepsLengthsAndAnglesAndSpreadsASingleComponent(int length)
    {
        var rotation = new RandomRotation(length, seed: 7);
        var random = new Random(1);
        var (a, b) = (Embeddings.Gaussian(random, length), Embeddings.Gaussian(random, length));
        var (dot, norm) = (TensorPrimitives.Dot<float>(a, b), TensorPrimitives.Norm<float>(a));
        rotation.Apply(a);
        rotation.Apply(b);
        Assert.Equal(dot, TensorPrimitives.Dot<float>(a, b), 1e-3f);
        Assert.Equal(norm, TensorPrimitives.Norm<float>(a), 1e-3f);

        for (var i = 0; i < length; i += 13)
        {
            var single = new float[length];
            single[i] = 1;
            rotation.Apply(single);
            Assert.InRange(TensorPrimitives.SumOfMagnitudes<float>(single) / MathF.Sqrt(length), 0.3f, 1);
        }
    }

    [Fact]
    public void RotationIsDecidedByItsSeed()
    {
        float[] Rotated(ulong seed)
        {
            var vector = Enumerable.Repeat(1f, 64).ToArray();
            new RandomRotation(64, seed).Apply(vector);
            return vector;
        }

        Assert.Equal(Rotated(1), Rotated(1));
        Assert.NotEqual(Rotated(1), Rotated(2));
    }
}
