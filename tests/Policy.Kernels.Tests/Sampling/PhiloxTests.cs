using OptPolicy.Kernels.Sampling;

namespace OptPolicy.Kernels.Tests.Sampling;

public sealed class PhiloxTests
{
    // The known answers that the authors publish with Random123.
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0ul, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xfffffffffffffffful, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0x299f31d0a4093822ul, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void GivesThePublishedAnswers(uint c0, uint c1, uint c2, uint c3, ulong key, uint r0, uint r1, uint r2, uint r3) =>
        Assert.Equal(new PhiloxBlock(r0, r1, r2, r3), Philox.Block(c0, c1, c2, c3, key));

    [Fact]
    public void PurposesPositionsAndSeedsGiveDifferentNumbers()
    {
        var numbers = from seed in (long[])[0, 1, -1]
                      from position in (int[])[0, 1, 70000]
                      from purpose in Enum.GetValues<DrawPurpose>()
                      from token in (int[])[0, 1, 5, 131071]
                      select new PositionalRandom(seed).Bits(position, purpose, token);

        Assert.Equal(numbers.Count(), numbers.Distinct().Count());
    }
}
