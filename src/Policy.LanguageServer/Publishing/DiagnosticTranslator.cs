using OptPolicy.Language.Diagnostics;
using OptPolicy.LanguageServer.Protocol;
using OptPolicy.LanguageServer.Workspace;

namespace OptPolicy.LanguageServer.Publishing;

internal sealed class DiagnosticTranslator(LanguageServerOptions options)
{
    public LspDiagnostic Translate(Diagnostic diagnostic) =>
        new(diagnostic.Location.ToRange(), Severity(diagnostic.Severity), diagnostic.Code, "optpolicy", diagnostic.Message)
        {
            CodeDescription = options.DocumentationPage(diagnostic.Code) is { } page ? new CodeDescription(page.AbsoluteUri) : null,
            RelatedInformation = diagnostic.Related.IsEmpty ? null : [.. diagnostic.Related.Select(static r => new RelatedInformation(r.Location.ToLocation(), r.Message))],
        };

    private static int Severity(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => 1,
        DiagnosticSeverity.Warning => 2,
        _ => 3,
    };
}
