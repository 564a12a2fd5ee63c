using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Suppressions;
using OptPolicy.Language.Text;
using OptPolicy.LanguageServer.Protocol;
using OptPolicy.LanguageServer.Publishing;
using OptPolicy.LanguageServer.Workspace;

namespace OptPolicy.LanguageServer.CodeActions;

/// <summary>What the light bulb offers: the compiler's own fixes, suppression with a reason, the documentation page, and all fixes of a file at once.</summary>
internal sealed class CodeActionProvider(LanguageServerOptions options)
{
    /// <summary>The command that shows the page of a code.</summary>
    public const string OpenDocumentation = "optpolicy.openDocumentation";

    private const string QuickFix = "quickfix";
    private const string FixAll = "source.fixAll.optpolicy";

    private readonly DiagnosticTranslator _translator = new(options);

    public CodeAction[] At(PolicySnapshot snapshot, string path, LspRange range, string[]? only)
    {
        if (snapshot.Tree(path) is not { } tree)
        {
            return [];
        }

        var actions = new List<CodeAction>();
        var span = tree.Text.ToSpan(range);
        if (Wants(only, QuickFix))
        {
            foreach (var diagnostic in snapshot.Compilation.Diagnostics.Where(d => d.Path == path && d.Span.Start <= span.End && span.Start <= d.Span.End))
            {
                AddFixes(actions, snapshot, diagnostic);
            }
        }

        if (Wants(only, FixAll) && FixAllEdit(snapshot, tree.Text) is { } all)
        {
            actions.Add(new CodeAction("Fix everything that can be fixed in this file", FixAll) { Edit = all });
        }

        return [.. actions];
    }

    private void AddFixes(List<CodeAction> actions, PolicySnapshot snapshot, Diagnostic diagnostic)
    {
        var shown = _translator.Translate(diagnostic);
        for (var i = 0; i < diagnostic.Fixes.Count; i++)
        {
            actions.Add(new CodeAction(diagnostic.Fixes[i].Title, QuickFix) { Diagnostics = [shown], IsPreferred = i == 0, Edit = Edit(snapshot, diagnostic.Fixes[i]) });
        }

        if (SuppressionFix.For(snapshot.Tree(diagnostic.Path)!, diagnostic) is { } suppression)
        {
            actions.Add(new CodeAction(suppression.Title, QuickFix) { Diagnostics = [shown], Edit = Edit(snapshot, suppression) });
        }

        if (options.DocumentationPage(diagnostic.Code) is { } page)
        {
            actions.Add(new CodeAction($"Open the documentation of {diagnostic.Code}", QuickFix)
            {
                Diagnostics = [shown],
                Command = new Command("Open documentation", OpenDocumentation, [diagnostic.Code]),
            });
        }
    }

    private static WorkspaceEdit Edit(PolicySnapshot snapshot, CodeFix fix) => new(fix.Edits
        .Where(edit => snapshot.Text(edit.Path) is not null)
        .GroupBy(edit => snapshot.UriOf(edit.Path), StringComparer.Ordinal)
        .ToDictionary(static file => file.Key, file => file.Select(edit => new LspTextEdit(snapshot.Text(edit.Path)!.ToRange(edit.Span), edit.NewText)).ToArray(), StringComparer.Ordinal));

    /// <summary>The first fix of every message whose edits do not touch those of one before.</summary>
    private static WorkspaceEdit? FixAllEdit(PolicySnapshot snapshot, PolicyText text)
    {
        var taken = new List<TextEdit>();
        foreach (var diagnostic in snapshot.Compilation.Diagnostics.Where(d => d.Path == text.Path && !d.Fixes.IsEmpty))
        {
            var edits = diagnostic.Fixes[0].Edits;
            if (edits.All(edit => edit.Path == text.Path && !taken.Any(other => Touch(other.Span, edit.Span))))
            {
                taken.AddRange(edits);
            }
        }

        return taken.Count == 0 ? null : Edit(snapshot, new CodeFix("", taken.ToEquatableArray()));
    }

    private static bool Touch(TextSpan left, TextSpan right) => left.Start <= right.End && right.Start <= left.End;

    private static bool Wants(string[]? only, string kind) =>
        only is null || only.Length == 0 || only.Any(wanted => kind == wanted || kind.StartsWith(wanted + ".", StringComparison.Ordinal));
}
