using System.Text.RegularExpressions;

namespace Signaling.Architecture;

/// <summary>A door is one folder and one line: it knows sessions and nothing beside or behind them, and nobody else knows it.</summary>
public sealed partial class DoorTests
{
    private const string Folder = "src/Gateway/Doors/";
    private const string List = Folder + "DoorsOptions.cs";

    private static IEnumerable<string> Doors =>
        Repository.Matching(Folder, ".cs").Select(file => file[Folder.Length..].Split('/')).Where(parts => parts.Length > 1).Select(parts => parts[0]).Distinct();

    [Fact]
    public void ADoor_KnowsNoOtherDoor()
    {
        var wrong =
            from file in Repository.Matching(Folder, ".cs")
            let door = file[Folder.Length..].Split('/')[0]
            where file != List
            from other in Doors
            where other != door && Names(Code(file), other)
            select $"{file} knows {other}";

        Verdict.NoFaults(wrong);
    }

    [Fact]
    public void ADoor_KnowsNoEngine_NoGrain_AndNotTheListOfDoors()
    {
        var wrong =
            from file in Repository.Matching(Folder, ".cs")
            where file != List
            from word in Behind().Matches(Code(file)).Select(match => match.Value).Distinct()
            select $"{file} knows {word}";

        Verdict.NoFaults(wrong);
    }

    [Fact]
    public void ADoor_IsKnownByOneLine()
    {
        var outside = Repository.Matching("src/", ".cs").ToDictionary(file => file, Code);
        var wrong =
            from door in Doors
            let lines = outside.Where(file => !file.Key.StartsWith($"{Folder}{door}/", StringComparison.Ordinal))
                .SelectMany(file => file.Value.Split('\n').Where(line => Names(line, door)).Select(line => (file.Key, Line: line.Trim()))).ToList()
            where lines.Count != 1 || lines[0].Key != List
            select $"{door}: {string.Join("; ", lines.Select(line => $"{line.Key}: {line.Line}"))}";

        Verdict.NoFaults(wrong);
    }

    /// <summary>A namespace is needed to name a type of another folder: by a using, or before the name.</summary>
    private static bool Names(string code, string door) => Regex.IsMatch(code, $@"\bDoors\.{door}\b|(?<![\w.]){door}\.[A-Z]");

    private static string Code(string file) => Comment().Replace(Repository.Read(file), "");

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?i)\bIEngine\b|\bGateway\.Engine\b|\bOrleans\b|\bSignaling\.Grains\b|\bDoorsOptions\b|\boptions\.Doors\b")]
    private static partial Regex Behind();
}
