/** What a path is, and when two paths are the same file. */
export * from './paths';
export { foldersOf, type LearnedFolder, learnFolders, mappingsLearned, type SameFile } from './learn';
