namespace OptPolicy.Language.Analysis;

/// <summary>A set of requests in a <see cref="ConditionSpace"/>.</summary>
internal readonly record struct RequestSet(int Node)
{
    /// <summary>Proved to contain no request.</summary>
    public bool IsEmpty => Node == DecisionDiagram.False;

    /// <summary>Proved to contain every request.</summary>
    public bool IsEverything => Node == DecisionDiagram.True;

    /// <summary>The conditions were too entangled to decide within the limit.</summary>
    public bool IsUndecided => Node == DecisionDiagram.Undecided;
}
