using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using OptPolicy.Cli.Caching.Deciding;
using OptPolicy.Cli.Caching.Labels;
using OptPolicy.Testing;

namespace OptPolicy.Cli.Caching.Evaluating;

/// <summary>What became of a stream of questions behind the policy's caches.</summary>
/// <param name="Requests">Questions.</param>
/// <param name="Identical">Answered by the exact cache, or by the semantic one for the same words.</param>
/// <param name="Hits">Of the other questions whose right answer is known: how many were served, and how many of those wrongly.</param>
/// <param name="Unjudged">Hits whose right answer is not known.</param>
/// <param name="Reasons">Why nearest entries were served or not, in the codes of traces.</param>
/// <param name="Cost">US dollars for answers and judges.</param>
/// <param name="Saved">US dollars that served answers had cost.</param>
/// <param name="HitTimes">How long served requests took.</param>
internal sealed record StreamOutcome(int Requests, int Identical, HitTally Hits, int Unjudged, ImmutableSortedDictionary<string, int> Reasons, decimal Cost, decimal Saved, ImmutableArray<TimeSpan> HitTimes)
{
    /// <summary>Requests that no model was asked for, of all.</summary>
    public double ServedShare => Requests == 0 ? 0 : (double)(Identical + Hits.Served + Unjudged) / Requests;
}

/// <summary>
/// Sends a stream through the real client, with an empty store in memory and models that know the answers: what is served is what an app would have
/// served. Audits are left out, since a model that always gives the same answer would confirm everything.
/// </summary>
internal sealed class StreamReplay(OpenedCache cache, TimeProvider clock)
{
    private const int ReportedEvery = 100;
    private const string NotePrefix = "semantic cache: ";

    public async Task<StreamOutcome> RunAsync(ImmutableArray<StreamedQuestion> questions, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var question in questions)
            answers.TryAdd(question.Text, question.Answer ?? $"what '{question.Text}' is answered");
        var policy = cache.Loaded.Policy;
        var judge = policy.SemanticCache?.Verifier?.Model;
        using var client = new PolicyChatClient(
            new TestedPolicy(policy, new SemanticStoreInfo("memory", "")),
            [.. policy.Models.Select(m => m.Index == judge ? null : new KnowingModel(m.Name, answers))],
            new PolicyChatClientOptions { Budgets = new UnlimitedBudgets(), JitterSeed = 0, EmbeddingTimeout = TimeSpan.FromSeconds(30), SemanticStoreTimeout = TimeSpan.FromSeconds(30) });

        var (identical, hits, unjudged, cost, saved) = (0, default(HitTally), 0, 0m, 0m);
        var reasons = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        var times = ImmutableArray.CreateBuilder<TimeSpan>();
        for (var i = 0; i < questions.Length; i++)
        {
            var (question, begun) = (questions[i], clock.GetTimestamp());
            var response = await client.GetResponseAsync([new ChatMessage(ChatRole.User, question.Text)], cancellationToken: cancellationToken);
            var (took, trace) = (clock.GetElapsedTime(begun), response.GetDecisionTrace()!);
            var hit = response.AdditionalProperties?.GetValueOrDefault(SemanticHit.PropertyName) as SemanticHit;
            (cost, saved) = (cost + trace.Cost, saved + (trace.Cost == 0 ? hit?.Saved ?? trace.BaselineCost : 0));
            if (trace.Notes.FirstOrDefault(static n => n.StartsWith(NotePrefix, StringComparison.Ordinal)) is { } note)
                Count(note[NotePrefix.Length..].Split(' ')[0]);
            if (hit is not null)
                times.Add(took);
            if (hit is { Reason: "identical" } || hit is null && trace.Model is null)
                identical++;
            else if (question.Answer is null)
                unjudged += hit is null ? 0 : 1;
            else
                hits = hits.Add(hit is not null, string.Equals(response.Text, question.Answer, StringComparison.Ordinal));

            // What is learned from an answer counts for the next question, whatever the speed of this machine.
            if (hit is null)
                await client.IdleAsync();
            if ((i + 1) % ReportedEvery == 0)
                progress.Report($"replaying {i + 1}/{questions.Length}");
        }

        return new StreamOutcome(questions.Length, identical, hits, unjudged, reasons.ToImmutable(), cost, saved, times.ToImmutable());

        void Count(string reason) => reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
    }
}
