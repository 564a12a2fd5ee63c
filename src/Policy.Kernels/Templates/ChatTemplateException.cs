namespace OptPolicy.Kernels.Templates;

/// <summary>A chat template cannot be read, or refuses the messages it was given.</summary>
public sealed class ChatTemplateException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="template">What the template is called, usually its file.</param>
    /// <param name="line">Line in the template, from 1.</param>
    /// <param name="column">Column in the line, from 1.</param>
    /// <param name="isRaisedByTemplate">Whether the template itself refused the messages (<c>raise_exception</c>).</param>
    public ChatTemplateException(string problem, string template, int line, int column, bool isRaisedByTemplate = false)
        : base($"{template}({line}:{column}): {problem}")
    {
        (Problem, Line, Column, IsRaisedByTemplate) = (problem, line, column, isRaisedByTemplate);
    }

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; }

    /// <summary>Line in the template, from 1.</summary>
    public int Line { get; }

    /// <summary>Column in the line, from 1.</summary>
    public int Column { get; }

    /// <summary>Whether the template itself refused the messages, for example because roles do not alternate.</summary>
    public bool IsRaisedByTemplate { get; }
}
