using System.Text;
using System.Text.Json.Nodes;
using Colora.Configuration;
using Colora.Mutations.Mutators;
using Colora.Mutations.Readers;

namespace Colora.Mutations;

/// <summary>The files that are changed: a sample model, its tasks, and what commands make of them.</summary>
internal static class Seeds
{
    private const string Model = "--model s/model --data s/data --preset letters_all --threads 1 --dtype float32 --rank 2 --batch-size 4 --set evaluation.max_new_tokens=2 --max-rows 2";
    private const string Training = $"{Model} --checkpoint-every 2 --steps 4 --examples-per-user 12 --start lora-like";

    /// <summary>Options of the run.</summary>
    public const string Run = $"{Training} --validation 4 --validate-every 2";

    /// <summary>Options of a run that has ended half-way.</summary>
    public const string Half = Training;

    /// <summary>Options of the comparison.</summary>
    public const string Comparison = $"--methods base,local,colora:lora-like,clusters {Model} --seeds 0 --examples-per-user 4,6,8 --validation 2 --steps 2";

    private static readonly string[] Commands =
    [
        "sample --out s",
        $"train {Run} --out run",
        "evaluate --run run --threads 1",
        "similarity --run run",
        "export --run run --all --out export",
        $"train {Run.Replace("lora-like", "auto", StringComparison.Ordinal)} --out raced",
        $"train {Half} --out half",
        $"train {Training} --users first_letter,last_letter,repeat --out three",
        "onboard --run three --data s/data --users reverse --steps 1 --threads 1 --out new",
        $"compare {Comparison} --cells cells --out compared",
        "plan --pilot compared --target 80",
    ];

    /// <summary>Makes them.</summary>
    public static async Task WriteAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        Directory.SetCurrentDirectory(folder);
        var (output, error) = (Console.Out, Console.Error);
        foreach (var line in Commands)
        {
            var told = new StringWriter();
            Console.SetOut(told);
            Console.SetError(told);
            var code = await Cli.Program.Root().Parse(line).InvokeAsync().ConfigureAwait(false);
            Console.SetOut(output);
            Console.SetError(error);
            if (code != 0) throw new InvalidOperationException($"colora {line}: exit {code}\n{told}");
        }

        Halve(Path.Combine(folder, "half"));
        WriteRows(Path.Combine(folder, "rows"));
        WriteTables(folder);
        WriteModels(folder);
        WriteHub(folder);
        File.WriteAllText(Path.Combine(folder, "s/config.yaml"), ConfigWriter.ToYaml(Colora.Synthetic.Embedded.EmbeddedFiles.Config));
        File.WriteAllText(Path.Combine(folder, "s/pretrain.yaml"), ConfigWriter.ToYaml(new Colora.Synthetic.Pretraining.PretrainConfig()));
        Runs.RunJson.Write(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "pretrained")).FullName, "summary.json"), new Colora.Synthetic.Pretraining.PretrainSummary(4, 512, 1.5, 341.25, 1 << 28, 126272, 5.25, 190.5, new string('a', 64), 1, "model"));
        TokenizerSeeds.Write(Path.Combine(folder, "tokenizers"), Path.Combine(folder, "s/model/tokenizer.json"));
    }

    /// <summary>Copies a folder with all in it.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var inner in Directory.GetDirectories(from)) Copy(inner, Path.Combine(to, Path.GetFileName(inner)));
    }

    /// <summary>What a hub answers, and a chat template.</summary>
    private static void WriteHub(string folder)
    {
        var files = Directory.CreateDirectory(Path.Combine(folder, "hub", "files")).FullName;
        foreach (var name in (string[])["config.json", "tokenizer.json", "tokenizer_config.json"]) File.Copy(Path.Combine(folder, "s/model", name), Path.Combine(files, name));
        File.WriteAllBytes(Path.Combine(files, "model.safetensors"), TensorFile.Sample());
        var names = Directory.GetFiles(files).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        var siblings = names.Append("README.md").Select(name => (JsonNode)new JsonObject { ["rfilename"] = name });
        File.WriteAllText(Path.Combine(folder, "hub/description.json"), new JsonObject { ["id"] = "owner/name", ["sha"] = HubReader.Commit, ["private"] = false, ["siblings"] = new JsonArray([.. siblings]) }.ToJsonString());
        var headers = new JsonObject(names.Select(name => KeyValuePair.Create(name!, (JsonNode?)Header(File.ReadAllBytes(Path.Combine(files, name!))))));
        File.WriteAllText(Path.Combine(folder, "hub/headers.json"), headers.ToJsonString());
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "templates")).FullName, "chat_template.jinja"), "{{ messages[0].content }}");

        static JsonObject Header(byte[] content) => new() { ["ETag"] = $"\"{HubReader.EtagOf(content)}\"", ["X-Linked-Size"] = $"{content.Length}", ["Accept-Ranges"] = "bytes", ["Status"] = "200" };
    }

    /// <summary>Takes away what a run has done after its first checkpoint.</summary>
    private static void Halve(string run)
    {
        foreach (var name in (string[])["final", "checkpoint-000004"]) Directory.Delete(Path.Combine(run, name), recursive: true);
        File.Delete(Path.Combine(run, "summary.json"));
    }

    /// <summary>A page with tables of a comparison and of a plan.</summary>
    private static void WriteTables(string folder)
    {
        var tables = Directory.CreateDirectory(Path.Combine(folder, "tables")).FullName;
        foreach (var name in (string[])["report.json", "plan.json"]) File.Copy(Path.Combine(folder, "compared", name), Path.Combine(tables, name));
        File.WriteAllText(Path.Combine(tables, "demo.json"), """{"seed":3,"methods":{"base":{"mean":0.125,"worst":0,"tenants":{"a":0.25,"b":0}},"colora":{"mean":0.5,"worst":0.25,"tenants":{"a":0.75,"b":0.25}}}}""");
        File.WriteAllText(Path.Combine(tables, "rows.jsonl"), "{\"users\":8,\"step, s\":0.05,\"note\":\"a|b\"}\n{\"users\":64,\"step, s\":0.06,\"note\":\"<c>\"}\n");
        var files = Colora.Studies.Tables.ResultTables.Names.Select(kind => (Kind: kind, File: kind switch { "plan" => "plan.json", "demo" => "demo.json", "rows" => "rows.jsonl", _ => "report.json" }));
        File.WriteAllText(Path.Combine(tables, "page.md"), string.Concat(files.Select(table => $"<!-- table: {table.Kind} {table.File} -->\n<!-- end of table -->\n")));
    }

    /// <summary>The sample model in two shards, and with all files that name special tokens; a file of tensors of every type.</summary>
    private static void WriteModels(string folder)
    {
        string Of(params string[] parts) => Path.Combine([folder, .. parts]);
        Copy(Of("s", "model"), Of("sharded"));
        var weights = Of("sharded", "model.safetensors");
        static bool IsFirst(string name) => name.Contains("layers.0", StringComparison.Ordinal);
        var names = MinimalSafetensors.Describe(weights).Select(line => line.Split('|')[0]).ToList();
        var (first, second) = TensorFile.Split(File.ReadAllBytes(weights), IsFirst);
        File.Delete(weights);
        File.WriteAllBytes(Of("sharded", "one.safetensors"), first);
        File.WriteAllBytes(Of("sharded", "two.safetensors"), second);
        var map = new JsonObject(names.Select(name => KeyValuePair.Create(name, (JsonNode?)(IsFirst(name) ? "one.safetensors" : "two.safetensors"))));
        File.WriteAllText(Of("sharded", "model.safetensors.index.json"), new JsonObject { ["metadata"] = new JsonObject { ["total_size"] = 505088 }, ["weight_map"] = map }.ToJsonString());

        Copy(Of("s", "model"), Of("special"));
        File.WriteAllText(Of("special", "special_tokens_map.json"), """{"bos_token":{"content":"<|bos|>","lstrip":false,"normalized":false},"eos_token":"<|endoftext|>","pad_token":"<|pad|>","additional_special_tokens":["<|bos|>"]}""");
        File.WriteAllText(Of("special", "generation_config.json"), """{"bos_token_id":1,"eos_token_id":[0,2],"pad_token_id":2,"max_length":20}""");
        Directory.CreateDirectory(Of("reference"));
        File.WriteAllBytes(Of("reference", "reference.safetensors"), TensorFile.Reference());
        File.WriteAllText(Of("s", "data", "similarity.json"), """{"tenants":["first_letter","last_letter","repeat","reverse"],"similarity":[[1,0.5,0.2,0],[0.5,1,0.1,0],[0.2,0.1,1,0.3],[0,0,0.3,1]]}""");
        Directory.CreateDirectory(Of("tensors"));
        File.WriteAllBytes(Of("tensors", "t.safetensors"), TensorFile.Sample());
    }

    /// <summary>Rows in all the forms that are read.</summary>
    private static void WriteRows(string folder)
    {
        Directory.CreateDirectory(folder);
        var rows = new StringBuilder();
        for (var i = 0; i < 4; i++)
        {
            rows.Append($$"""{"user":"ann","input":"abc {{i}}","output":"cba"}""").Append('\n');
            rows.Append($$"""{"user":"bob","instruction":"Say it again.","input":"","output":["yes {{i}}","yes"],"note":{"a":[1,2.5e3,null,true] } }""").Append('\n');
            rows.Append($$"""{"user":7,"input":{{i}},"output":{{3 * i}}.50,"references":["{{i}}","x\u00e9\ud83d\ude00"]}""").Append('\n');
            rows.Append($$"""{"user":"ann","prompt":"p \"{{i}}\" \\ \n","completion":"c<|endoftext|>"}""").Append('\n');
        }

        File.WriteAllText(Path.Combine(folder, "rows.jsonl"), rows.ToString());
        File.WriteAllText(Path.Combine(folder, "texts.jsonl"), string.Concat(Enumerable.Range(0, 5).Select(i => $$"""{"text":"Hello {{i}} ☃ <|endoftext|>","n":[1]}""" + "\n")));
        File.WriteAllText(Path.Combine(folder, "scored.jsonl"), string.Concat(Enumerable.Range(0, 5).Select(i => $$"""{"prediction":"the cat {{i}}","references":["a cat {{i}}","the dogs ran"],"nll":1.5}""" + "\n")));
    }
}
