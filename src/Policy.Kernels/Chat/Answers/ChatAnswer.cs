using Microsoft.Extensions.AI;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Chat;

/// <summary>One answer on its way from tokens to updates. Single-threaded.</summary>
internal sealed class ChatAnswer
{
    private readonly ChatPlan _plan;
    private readonly IChatGeneration _generation;
    private readonly Tokenizer _tokenizer;
    private readonly ToolMarks _marks;
    private readonly Func<ChatResponseUpdate> _newUpdate;
    private readonly IncrementalDetokenizer _detokenizer;
    private readonly StopMatcher _stops;
    private readonly ToolCallReader? _calls;
    private readonly Confidence _confidence = new();
    private readonly List<TokenLogProbability> _logProbabilities = [];
    private readonly List<GeneratedToken> _tokens = [];

    public ChatAnswer(ChatPlan plan, IChatGeneration generation, Tokenizer tokenizer, ToolMarks marks, Func<ChatResponseUpdate> newUpdate)
    {
        (_plan, _generation, _tokenizer, _marks, _newUpdate) = (plan, generation, tokenizer, marks, newUpdate);
        _detokenizer = new IncrementalDetokenizer(tokenizer);
        _stops = new StopMatcher(plan.Stops);
        _calls = plan.Tools is { } tools ? new ToolCallReader(tools, plan.AllowsManyCalls) : null;
    }

    public bool IsOver { get; private set; }

    /// <summary>Runs rounds until there is something to tell.</summary>
    public List<ChatResponseUpdate> Advance(CancellationToken cancellationToken)
    {
        var contents = new List<AIContent>();
        while (contents.Count == 0 && !IsOver)
            Round(contents, cancellationToken);
        return Updates(contents);
    }

    /// <summary>Runs all rounds.</summary>
    public List<ChatResponseUpdate> Finish(CancellationToken cancellationToken)
    {
        var contents = new List<AIContent>();
        while (!IsOver)
            Round(contents, cancellationToken);
        return Updates(contents);
    }

    private void Round(List<AIContent> contents, CancellationToken cancellationToken)
    {
        _tokens.Clear();
        var goesOn = _generation.Next(_tokens, cancellationToken);
        foreach (var token in _tokens)
        {
            Take(token, contents);
            if (_stops.IsStopped || _calls?.IsDone == true)
                break;
        }

        if (goesOn && !_stops.IsStopped && _calls?.IsDone != true)
            return;
        IsOver = true;
        if (!_stops.IsStopped)
            Write(_stops.Append(_detokenizer.Complete()) + _stops.Complete(), contents);
        _calls?.Complete(contents);
    }

    private void Take(GeneratedToken token, List<AIContent> contents)
    {
        if (_plan.ReportsConfidence)
            _confidence.Add(token.LogProbability);
        if (_plan.ReportsLogProbabilities)
            _logProbabilities.Add(new(TextOf(token.Id), token.Id, token.LogProbability, [.. (token.Alternatives ?? []).Select(other => new TokenLogProbability(TextOf(other.Id), other.Id, other.LogProbability, []))]));
        var text = _detokenizer.Append(token.Id);
        if (_calls is not null)
            text += _marks.TextOf(token.Id);
        Write(_stops.Append(text), contents);
    }

    private string TextOf(int token) => System.Text.Encoding.UTF8.GetString(_tokenizer.BytesOf(token));

    private void Write(string text, List<AIContent> contents)
    {
        if (text.Length == 0)
            return;
        if (_calls is not null)
            _calls.Append(text, contents);
        else if (contents is [.., TextContent last])
            last.Text += text;
        else
            contents.Add(new TextContent(text));
    }

    private List<ChatResponseUpdate> Updates(List<AIContent> contents)
    {
        var updates = new List<ChatResponseUpdate>();
        if (contents.Count > 0)
        {
            var update = _newUpdate();
            update.Contents = contents;
            updates.Add(update);
        }

        if (IsOver)
            updates.Add(Last());
        return updates;
    }

    private ChatResponseUpdate Last()
    {
        var update = _newUpdate();
        update.Contents = [new UsageContent(Usage(_generation.Statistics))];
        update.FinishReason = _calls?.Calls > 0 ? ChatFinishReason.ToolCalls
            : _generation.End == GenerationEnd.Length && !_stops.IsStopped ? ChatFinishReason.Length
            : ChatFinishReason.Stop;
        var properties = new AdditionalPropertiesDictionary();
        if (_plan.ReportsConfidence)
            properties[KernelsChatClient.ConfidenceProperty] = _confidence.Value(_generation.Statistics);
        if (_plan.ReportsLogProbabilities)
            properties[KernelsChatClient.LogProbabilitiesProperty] = _logProbabilities;
        if (_plan.SchemaIgnored.Count > 0)
            properties[KernelsChatClient.SchemaIgnoredProperty] = _plan.SchemaIgnored;
        update.AdditionalProperties = properties.Count > 0 ? properties : null;
        return update;
    }

    private static UsageDetails Usage(GenerationStatistics statistics) => new()
    {
        InputTokenCount = statistics.PromptTokens,
        OutputTokenCount = statistics.OutputTokens,
        TotalTokenCount = (long)statistics.PromptTokens + statistics.OutputTokens,
        CachedInputTokenCount = statistics.CachedTokens,
        AdditionalCounts = new()
        {
            ["optpolicy.drafts_proposed"] = statistics.DraftsProposed,
            ["optpolicy.drafts_accepted"] = statistics.DraftsAccepted,
            ["optpolicy.rounds"] = statistics.Rounds,
        },
    };
}
