export { onlyRole } from './only-role.ts'
export { reward } from './reward.ts'
export { rewardTask } from './reward-task.ts'
export { rewardsConfig, type RewardsConfig } from './rewards-config.ts'
