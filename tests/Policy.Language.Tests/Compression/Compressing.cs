using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.LocalModels;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.Compression;

/// <summary>A <c>compress</c> block with a model and a policy around it.</summary>
internal static class Compressing
{
    public const string Sound = """
        step prune width 25%
          step distill from "teacher" use 3% of "train.jsonl" epochs 2
          step quantize int4 group 32 using gptq
          gate task_drop("tasks.jsonl") <= 2%
        """;

    public static PolicyCompilation Block(string body, IModelFolders? folders = null, string model = "provider: onnx(\"models/desk\")") =>
        PolicyCompiler.Compile([new PolicyText("desk.optpolicy", Text(body, model))], folders ?? UnknownModelFolders.Instance, TestContext.Current.CancellationToken);

    public static string Text(string body, string model = "provider: onnx(\"models/desk\")") => $$"""
        optpolicy 1

        model desk {
          {{model}}
          price: free
          context: 2ktok
          max_output: 512tok
        }

        policy Desk {
          route {
            otherwise use desk
          }
        }

        compress desk from "teacher" {
          {{body}}
        }

        """;

    public static CompressionDeclaration Declared(string body) => Assert.Single(Assert.Single(Block(body).Files).Compressions);

    public static IEnumerable<string> Codes(string body, IModelFolders? folders = null) => Block(body, folders).Diagnostics.Select(static d => d.Code);

    public static string Message(string body, string code, IModelFolders? folders = null) => Assert.Single(Block(body, folders).Diagnostics, d => d.Code == code).Message;

    /// <summary>The text after the first fix of the only diagnostic with this code.</summary>
    public static string Fixed(string body, string code, IModelFolders? folders = null)
    {
        var fix = Assert.Single(Block(body, folders).Diagnostics, d => d.Code == code).Fixes[0];
        return TextEdits.Apply(new PolicyText("desk.optpolicy", Text(body)), fix.Edits).Content;
    }
}
