"""What can be seen of a session: snapshots, and the requests that views fill them with.

To add something that a view can ask for, write a file here with its result, a frozen dataclass, and its request, a frozen
`SnapshotRequest` that computes it. Nothing else changes: a snapshot carries results by request.
"""
