using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using OptPolicy;
using SupportSample.Traffic;

namespace SupportSample.Problems;

/// <summary>Sends every problem through the policy. Both models replay their recorded answers.</summary>
internal static class MathRun
{
    public static async Task<ImmutableArray<SolvedProblem>> PlayAsync(ImmutableArray<MathProblem> problems, MemoryLedger ledger, Action<int>? progress, CancellationToken cancellationToken)
    {
        using var weak = new ArithmeticCheck(Replay("mixtral", problems, static p => p.Weak));
        using var strong = Replay("gpt4", problems, static p => p.Strong);
        using var policy = MathTutor.CreateClient(
            new MathTutorModels { Mixtral = weak, Gpt4 = strong },
            new PolicyChatClientOptions { Ledger = ledger, RecordedLatencyScale = 0 });

        var solved = ImmutableArray.CreateBuilder<SolvedProblem>(problems.Length);
        foreach (var problem in problems)
        {
            var options = new ChatOptions().WithDifficulty(Difficulty.Of(problem.Prompt));
            var answer = await policy.GetResponseAsync(problem.Prompt, options, cancellationToken);
            var trace = (DecisionTrace)answer.AdditionalProperties![DecisionTrace.PropertyName]!;
            solved.Add(new SolvedProblem(problem, trace));
            progress?.Invoke(solved.Count);
        }

        return solved.MoveToImmutable();
    }

    // The recordings hold no usage: four characters a token, the usual rule of thumb for English.
    private static RecordedChatClient Replay(string model, ImmutableArray<MathProblem> problems, Func<MathProblem, RecordedOpinion> opinion) =>
        new(model, new Recording(model, [.. problems.DistinctBy(static p => p.Prompt, StringComparer.Ordinal).Select(p => new RecordedAnswer
        {
            User = [p.Prompt],
            Answer = opinion(p).Answer,
            InputTokens = Tokens(p.Prompt),
            OutputTokens = Tokens(opinion(p).Answer),
            Correct = opinion(p).Correct,
        })]), latencyScale: 0);

    public static long Tokens(string text) => (text.Length + 3) / 4;
}
