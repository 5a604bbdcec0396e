using System.Text.Json;
using System.Text.Json.Serialization;
using Signaling.Core.Rooms;

namespace Signaling.Gateway.Moderation;

/// <summary>The tombstones of a single node: one file that only its user can read, replaced as a whole, so that a crash leaves the old one or the new one.</summary>
internal sealed class TombstoneFile : ITombstoneStore, IDisposable
{
    private readonly string _path;
    private readonly List<Tombstone> _found;
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Reads the file; one that cannot be read is an error now, not at the first kick.</summary>
    public TombstoneFile(string path)
    {
        _path = Path.GetFullPath(path);
        try
        {
            _found = File.Exists(_path) ? JsonSerializer.Deserialize(File.ReadAllBytes(_path), TombstoneJson.Default.ListTombstone) ?? [] : [];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is not a list of tombstones ({e.Message}). Delete it to begin anew; bans are then forgotten.", e);
        }
    }

    public void Begin(Action<IReadOnlyCollection<Tombstone>> remember)
    {
        if (_found.Count > 0) remember(_found);
    }

    public async Task SaveAsync(Tombstone tombstone, Func<IReadOnlyList<Tombstone>> all)
    {
        await _turn.WaitAsync();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            var written = _path + ".new";
            File.Delete(written);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using (var file = new FileStream(written, options))
            {
                await JsonSerializer.SerializeAsync(file, [.. all()], TombstoneJson.Default.ListTombstone);
                file.Flush(flushToDisk: true);
            }

            File.Move(written, _path, overwrite: true);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}

[JsonSourceGenerationOptions(WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(List<Tombstone>))]
internal sealed partial class TombstoneJson : JsonSerializerContext;
