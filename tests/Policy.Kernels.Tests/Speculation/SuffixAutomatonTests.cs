using CsCheck;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Kernels.Tests.Speculation;

public sealed class SuffixAutomatonTests
{
    private static readonly Gen<int[]> Texts = Gen.Int[0, 3].Array[1, 60];

    [Fact]
    public void RepeatIsTheLongestSuffixThatOccursEarlier() => Texts.Sample(text =>
    {
        var automaton = new SuffixAutomaton();
        for (var n = 1; n <= text.Length; n++)
        {
            automaton.Append(text[n - 1]);
            var (length, end) = automaton.Repeat;
            var longest = Enumerable.Range(0, n).Last(l => EndsEarlier(text.AsSpan(0, n), l));
            Assert.Equal(longest, length);
            if (length > 0)
                Assert.True(end < n && text.AsSpan(end - length, length).SequenceEqual(text.AsSpan(n - length, length)));
        }
    }, iter: 300);

    [Fact]
    public void WalkKeepsTheLongestSuffixOfAnotherTextThatOccurs() => Gen.Select(Texts, Texts).Sample((text, other) =>
    {
        var automaton = new SuffixAutomaton();
        foreach (var token in text)
            automaton.Append(token);
        var (state, length) = (SuffixAutomaton.Root, 0);
        for (var n = 1; n <= other.Length; n++)
        {
            automaton.Walk(ref state, ref length, other[n - 1]);
            var longest = Enumerable.Range(0, n + 1).Last(l => text.AsSpan().IndexOf(other.AsSpan(n - l, l)) >= 0);
            Assert.Equal(longest, length);
            if (length > 0)
                Assert.True(text.AsSpan(automaton.EndOf(state) - length, length).SequenceEqual(other.AsSpan(n - length, length)));
        }
    }, iter: 300);

    private static bool EndsEarlier(ReadOnlySpan<int> text, int length) =>
        length == 0 || text[..^1].IndexOf(text[^length..]) >= 0;
}
