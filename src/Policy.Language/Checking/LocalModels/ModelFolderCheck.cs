using OptPolicy.Language.Analysis;
using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.LocalModels;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Checking.LocalModels;

/// <summary>What a policy says about a local model, against what the model's folder says about itself.</summary>
internal static class ModelFolderCheck
{
    /// <param name="made">Models that a <c>compress</c> block makes; a folder of theirs may still be missing.</param>
    public static void Report(IEnumerable<BoundStatement> models, IReadOnlySet<BoundStatement> made, IModelFolders folders, DiagnosticBag diagnostics)
    {
        foreach (var model in models)
        {
            if (model.Setting("provider")?.Value is not FunctionValue { Function.Name: "onnx", Arguments: [ConstantValue folder] })
                continue;
            if (made.Contains(model) && folders.Find(model.Text.Path, folder.Constant.Text!) is { Exists: false })
                continue;
            if (Find(model, folder, folders, diagnostics) is { } manifest)
                ReportManifest(model, folder, manifest, diagnostics);
            if (LocalModelReader.Speculation(model) is { } speculation && LocalModelReader.Drafter(speculation) is { Arguments: [ConstantValue draft] })
                Find(model, draft, folders, diagnostics);
        }
    }

    private static ModelManifest? Find(BoundStatement model, ConstantValue folder, IModelFolders folders, DiagnosticBag diagnostics)
    {
        var written = folder.Constant.Text!;
        if (folders.Find(model.Text.Path, written) is not { } found)
            return null;

        if (!found.Exists)
        {
            var diagnostic = Diagnostic.Create(DiagnosticCatalog.ModelFolderNotFound, model.Text, folder.Syntax.Span, written, FileDiagnostics.DidYouMean(found.Suggestion));
            diagnostics.Add(found.Suggestion is { } close
                ? diagnostic.WithFix($"Change to '{close}'", new TextEdit(model.Text.Path, folder.Syntax.Span, $"\"{close}\""))
                : diagnostic);
        }
        else if (found.Problem is { } problem)
        {
            diagnostics.Add(Diagnostic.Create(DiagnosticCatalog.FolderWithoutModel, model.Text, folder.Syntax.Span, written, problem));
        }

        return found.Manifest;
    }

    private static void ReportManifest(BoundStatement model, ConstantValue folder, ModelManifest manifest, DiagnosticBag diagnostics)
    {
        var name = model.Operand<NameValue>("model", "name")?.Name ?? "this model";
        if (manifest.ContextTokens > 0 && model.Setting("context") is { Value: ConstantValue context } setting && context.Constant.Number > manifest.ContextTokens)
        {
            var most = ConstantText.Tokens(manifest.ContextTokens);
            diagnostics.Add(Diagnostic.Create(DiagnosticCatalog.ContextBeyondModel, setting.Text, context.Syntax.Span, name, ConstantText.Tokens(context.Constant.Number), folder.Constant.Text!, most)
                .WithFix($"Change to '{most}'", new TextEdit(setting.Text.Path, context.Syntax.Span, most)));
        }

        if (manifest.InexactBecause is not { } reason || LocalModelReader.Speculation(model) is not { } speculation || LocalModelReader.Read(model).Speculation is not { MustBeLossless: true })
            return;
        var diagnostic = Diagnostic.Create(DiagnosticCatalog.SpeculationNotLossless, speculation.Text, speculation.Syntax.Phrases[0].Span, name, reason);
        diagnostics.Add(diagnostic.WithFix("Allow answers that may differ: 'lossless: preferred'", Prefer(speculation)));
    }

    private static TextEdit? Prefer(BoundStatement speculation)
    {
        if (speculation.Setting("lossless") is { } setting)
            return new TextEdit(setting.Text.Path, setting.Value.Syntax.Span, "preferred");
        if (StatementEdits.Append(speculation, "lossless: preferred") is { } appended)
            return appended;
        var indent = StatementEdits.Indentation(speculation.Text, speculation.Syntax.Span.Start);
        return new TextEdit(speculation.Text.Path, new TextSpan(speculation.Syntax.Span.End, 0), $" {{\n{indent}  lossless: preferred\n{indent}}}");
    }
}
