using OptPolicy.Kernels.Constraints;

namespace OptPolicy.Kernels.Tests.Constraints;

public sealed class TokenSetTests
{
    [Fact]
    public void HoldsExactlyTheIdsThatWereAddedAndNotRemoved()
    {
        var set = new TokenSet(130);
        set.Add(0);
        set.Add(63);
        set.Add(64);
        set.Add(129);
        set.Remove(63);

        Assert.Equal([0, 64, 129], Enumerable.Range(0, 130).Where(set.Contains));
        Assert.Equal(3, set.Count);
    }

    [Fact]
    public void ClearEmptiesTheSet()
    {
        var set = new TokenSet(70);
        set.Add(69);
        set.Clear();

        Assert.Equal(0, set.Count);
    }
}
