using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace OptPolicy.Workloads.Scorers;

/// <summary>One question to a judge whose only readable reply is a line <c>VERDICT: WORD</c>.</summary>
internal sealed partial class JudgeConversation(IChatClient judge)
{
    private const int OutputTokensMax = 512;

    /// <summary>The word, or <see langword="null"/> when the reply has no verdict, another one, or two that differ.</summary>
    public async Task<string?> AskAsync(string rubric, IReadOnlyList<(string Mark, string Text)> texts, IReadOnlyCollection<string> words, CancellationToken cancellationToken)
    {
        var prompt = string.Join("\n\n", texts.Select(static part => $"<<<{part.Mark}\n{Fenced(part.Text)}\n{part.Mark}>>>"));
        ChatMessage[] messages = [new(ChatRole.System, rubric), new(ChatRole.User, prompt)];
        var response = await judge.GetResponseAsync(messages, new ChatOptions { Temperature = 0, Seed = 1, MaxOutputTokens = OutputTokensMax }, cancellationToken).ConfigureAwait(false);
        var verdicts = Verdict().Matches(response.Text).Select(static match => match.Groups[1].Value).Distinct(StringComparer.Ordinal).ToList();
        return verdicts is [var word] && words.Contains(word) ? word : null;
    }

    /// <summary>A text cannot end its own fence.</summary>
    private static string Fenced(string text) => text.Replace("<<<", "‹‹‹", StringComparison.Ordinal).Replace(">>>", "›››", StringComparison.Ordinal);

    [GeneratedRegex(@"^\s*\**VERDICT:\**\s*([A-Z]+)\**\s*$", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Verdict();
}
