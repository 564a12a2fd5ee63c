namespace OptPolicy.Workloads.Tasks;

/// <summary>How an answer is judged.</summary>
public enum ScorerKind
{
    /// <summary>Equal text, white space at the ends aside.</summary>
    Exact,

    /// <summary>An equal JSON value: numbers by value, members in any order.</summary>
    Json,

    /// <summary>The same tools with equal arguments.</summary>
    ToolCall,

    /// <summary>A regular expression that matches.</summary>
    Regex,

    /// <summary>The same label, case and punctuation aside.</summary>
    Label,

    /// <summary>An embedding near the expected answer's.</summary>
    Similarity,

    /// <summary>Another model says that it is right.</summary>
    Judge,
}
