namespace OptPolicy.Language.Diagnostics;

public enum DiagnosticSeverity
{
    Info,
    Warning,
    Error,
}

/// <summary>One kind of message. The code is stable: it names the docs page and is what suppressions refer to.</summary>
/// <param name="Code">For example <c>OPT3001</c>.</param>
/// <param name="Title">A short noun phrase for lists.</param>
/// <param name="MessageFormat">What is wrong, then what to do; <c>{0}</c>-style holes.</param>
public sealed record DiagnosticDescriptor(string Code, string Title, string MessageFormat, DiagnosticSeverity Severity)
{
    public string Category => Code[3] switch
    {
        '1' => "Syntax",
        '2' => "Names",
        '3' => "Units",
        '4' => "Logic",
        '5' => "CSharp",
        '6' => "Tests",
        '7' => "Compression",
        '8' => "Cache",
        _ => "Host",
    };

    public string HelpPath => $"docs/diagnostics/{Code}.md";
}
